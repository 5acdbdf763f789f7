//! Takes out of the program what nothing on the page calls, and puts side by side what is alike.

use anyhow::{Context, Result, anyhow};
use std::collections::BTreeSet;
use std::path::Path;
use walrus::{FunctionKind, Module};

use crate::process;

/// Entries that a library of the view exports for streams between a server and a page. There is no server, but what is
/// exported counts as called, so that no optimiser may take it out.
const UNCALLED: &str = "intounderlying";

/// What the functions have in their names that only these entries reach. The table of functions knows some of them, so
/// that they count as called all the same.
const UNREACHED: &str = "wasm_streams[";

/// What stands before the name of each import in the glue.
const IMPORT: &str = "        ";

/// Functions of fewer instructions stand by their size: what they are called says little of what they are, since one may
/// have been kept for several that are alike.
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
    for function in module.funcs.iter_mut() {
        let is_unreached = function.name.as_ref().is_some_and(|name| name.contains(UNREACHED));
        if let FunctionKind::Local(local) = &mut function.kind
            && is_unreached
            && local.size() >= SMALL
        {
            let mut body = local.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
        }
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// The glue without what it has for entries that the program no longer has, and for imports that it no longer asks for.
/// It goes by the lines as wasm-bindgen writes them; what is spelled otherwise stays.
pub fn glue(glue: &str, program: &[u8]) -> Result<String> {
    let module = read(program)?;
    let imports: BTreeSet<&str> = module.imports.iter().map(|import| import.name.as_str()).collect();
    let mut kept = String::with_capacity(glue.len());
    let mut end: Option<fn(&str) -> bool> = None;
    for line in glue.lines() {
        if end.is_none() {
            let import = line.strip_prefix(IMPORT).and_then(|rest| rest.split_once(": function("));
            let is_uncalled = line.to_lowercase().contains(UNCALLED);
            end = match import {
                Some((name, _)) if !name.starts_with(' ') && !imports.contains(name) => {
                    Some(|line| line.strip_prefix(IMPORT).is_some_and(|rest| rest.starts_with('}')))
                }
                _ if is_uncalled && line.starts_with("export class ") => Some(|line| line == "}"),
                _ if is_uncalled => Some(|line| line.ends_with(';')),
                _ => None,
            };
        }
        match end {
            Some(is_end) if is_end(line) => end = None,
            Some(_) => {}
            None => {
                kept.push_str(line);
                kept.push('\n');
            }
        }
    }
    Ok(kept)
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

    #[test]
    fn what_nothing_reaches_is_emptied() {
        let mut module = Module::with_config(ModuleConfig::new());
        for (name, instructions) in
            [("start", 50), ("wasm_streams[8]::pull", 50), ("wasm_streams[8]::shared", 5)]
        {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
            for _ in 0..instructions {
                function.func_body().i32_const(1).drop();
            }
            let id = function.finish(Vec::new(), &mut module.funcs);
            module.funcs.get_mut(id).name = Some(name.to_owned());
            module.exports.add(name, id);
        }
        let pruned = Module::from_buffer(&uncalled(&module.emit_wasm()).unwrap()).unwrap();
        let mut sizes: Vec<_> = pruned.funcs.iter_local().map(|(_, local)| local.size()).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 10, 100]);
    }

    #[test]
    fn the_glue_keeps_what_the_program_knows() {
        let mut module = Module::with_config(ModuleConfig::new());
        let kind = module.types.add(&[], &[]);
        module.add_import_func("./beleg_bg.js", "__wbg_used_1", kind);
        let class = "export class IntoUnderlyingSink {\n    close() {\n    }\n}\n\
                     if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = 1;\n";
        let head = "function __wbg_get_imports() {\n    const import0 = {\n";
        let unused = "        __wbg_unused_2: function() { return handleError(function (arg0) {\n            \
                      x(function() {\n            });\n        }, arguments); },\n";
        let used = "        __wbg_used_1: function() {\n            return 1;\n        },\n";
        let tail = "    };\n}\n";
        let registry = "const IntoUnderlyingSinkFinalization = (typeof X)\n    ? 1\n    : 2;\n";
        let end = "const CLOSURE_DTORS = 1;\n";
        let all = [class, head, unused, used, tail, registry, end].concat();
        assert_eq!(glue(&all, &module.emit_wasm()).unwrap(), [head, used, tail, end].concat());
    }
}
