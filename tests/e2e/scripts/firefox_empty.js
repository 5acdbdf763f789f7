// Clears what Firefox stores for an origin. It runs in the browser's own context.
const [origin, done] = arguments;
const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
const request = Services.qms.clearStoragesForPrincipal(principal);
request.callback = () => done(request.resultCode);
