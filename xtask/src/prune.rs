//! Takes out of the program what nothing on the page calls.

use anyhow::{Context, Result, anyhow};
use walrus::Module;

/// Entries that a library of the view exports for streams between a server and a page. There is no server, but what is
/// exported counts as called, so that no optimiser may take it out.
const UNCALLED: &str = "intounderlying";

/// The program without these entries, and without what only they needed.
pub fn uncalled(program: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(program)
        .map_err(|error| anyhow!("{error:#}"))
        .context("The program cannot be read.")?;
    let uncalled: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name.contains(UNCALLED))
        .map(|export| export.id())
        .collect();
    for export in uncalled {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, ModuleConfig};

    #[test]
    fn what_is_called_stays() {
        let mut module = Module::with_config(ModuleConfig::new());
        for name in ["start", "intounderlyingsource_pull"] {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
            function.func_body();
            let function = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, function);
        }
        let pruned = Module::from_buffer(&uncalled(&module.emit_wasm()).unwrap()).unwrap();
        assert_eq!(pruned.exports.iter().map(|export| export.name.as_str()).collect::<Vec<_>>(), ["start"]);
        assert_eq!(pruned.funcs.iter().count(), 1);
    }
}
