//! Builds the program again when a file of data/ or assets/ comes, goes or changes: both are embedded whole.

#![expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=assets");
}
