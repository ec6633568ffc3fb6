//! Fuzzes `drive::json`.

#![no_main]

#[path = "../drive/mod.rs"]
mod drive;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drive::json(bytes, &drive::here()));
