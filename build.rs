//! Builds the program again when a file of data/ or assets/ comes, goes or changes: both are embedded whole.

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=assets");
}
