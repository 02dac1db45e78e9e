//! Writes pages into a folder, to look at: lives, refusals, and one full of markup. A browser that
//! is driven by `cargo xtask interop` goes through them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../tests/made/scenes.rs"]
#[allow(dead_code, reason = "each user takes a part of it")]
mod scenes;

use std::path::PathBuf;

use sigstore_page::{PageOptions, page};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder"));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, conversation: &sigstore_record::Conversation| {
        let file = folder.join(format!("{name}.html"));
        std::fs::write(&file, page(conversation, &PageOptions::default())).unwrap();
        println!("{}", file.display());
    };
    scenes::LIVES.iter().for_each(|name| write(name, scenes::life(name).conversation()));
    scenes::verified().iter().for_each(|(name, _, conversation)| write(name, conversation));
    write("hostile", &scenes::hostile());
}
