// Deletes the databases of the page, or gives up on one that stays open.
const [done] = arguments;
const gone = name => new Promise(settled => {
  const deleting = indexedDB.deleteDatabase(name);
  deleting.onsuccess = deleting.onerror = deleting.onblocked = settled;
});
localStorage.clear();
indexedDB.databases().then(all => Promise.all(all.map(({ name }) => gone(name)))).then(() => done(null), done);
