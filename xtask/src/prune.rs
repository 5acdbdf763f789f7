//! Takes out of the program what nothing on the page calls, and puts side by side what is alike.

use anyhow::{Context, Result, anyhow};
use std::path::Path;
use walrus::{FunctionKind, Module};

use crate::process;

/// Entries that a library of the view exports for streams between a server and a page. There is no server, but what is
/// exported counts as called, so that no optimiser may take it out.
const UNCALLED: &str = "intounderlying";

/// Functions of fewer instructions stand by their size: what they are called says little of what they are.
const SMALL: u64 = 30;

/// The program without these entries, and without what only they needed.
pub fn uncalled(program: &[u8]) -> Result<Vec<u8>> {
    let mut module = read(program)?;
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

/// The program with its functions by their names, and then without names.
///
/// A compressor looks for what it has seen some thousand bytes before. What was made of one function for several types
/// has nearly one name and nearly one body: side by side they make the page two hundredths smaller.
pub fn in_order(program: &[u8], wasm_opt: &Path, folder: &Path) -> Result<Vec<u8>> {
    let mut module = read(program)?;
    for function in module.funcs.iter_mut() {
        let size = match &function.kind {
            FunctionKind::Local(local) => local.size().min(SMALL),
            _ => 0,
        };
        function.name = Some(format!("{size:02} {}", function.name.as_deref().unwrap_or_default()));
    }
    let (from, to) = (folder.join("named.wasm"), folder.join("ordered.wasm"));
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made.", folder.display()))?;
    std::fs::write(&from, module.emit_wasm())
        .with_context(|| format!("{} cannot be written.", from.display()))?;
    let mut order = std::process::Command::new(wasm_opt);
    order.arg(&from).args(["--reorder-functions-by-name", "--strip-debug", "-o"]).arg(&to);
    process::run(&mut order)?;
    std::fs::read(&to).with_context(|| format!("{} cannot be read.", to.display()))
}

fn read(program: &[u8]) -> Result<Module> {
    Module::from_buffer(program).map_err(|error| anyhow!("{error:#}")).context("The program cannot be read.")
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
