//! Writes a man page for each command of `sigscope` into a folder: sigscope.1, sigscope-verify.1, …
use std::path::Path;
use std::{env, fs, io};

use clap::Command;

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("usage: man FOLDER"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    write(sigstore_cli::command().disable_help_subcommand(true), "sigscope".into(), folder)
}

/// The page of a command, and those of the commands under it.
fn write(command: Command, name: String, folder: &Path) -> io::Result<()> {
    for under in command.get_subcommands() {
        write(under.clone(), format!("{name}-{}", under.get_name()), folder)?;
    }
    // The definitions hold names for as long as the program runs.
    let name: &'static str = name.leak();
    let command = command.name(name);
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    fs::write(folder.join(format!("{name}.1")), page)
}
