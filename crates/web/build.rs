//! Says plainly what to do when the style sheet has not been built.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=ui/dist");
    println!("cargo::rerun-if-changed=../../locales");
    if !Path::new("ui/dist/app.css").exists() {
        println!("cargo::error=the web assets are missing: run crates/web/ui/build.sh, or ./start");
    }
}
