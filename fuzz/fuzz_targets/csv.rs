//! Fuzzes `drive::csv`.

#![no_main]

#[path = "../drive/mod.rs"]
mod drive;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drive::csv(bytes, &drive::here()));
