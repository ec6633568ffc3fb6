//! Fuzzes `drive::value`.

#![no_main]

#[path = "../drive/mod.rs"]
mod drive;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drive::value(bytes, &drive::here()));
