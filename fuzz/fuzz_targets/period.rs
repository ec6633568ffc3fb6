//! Fuzzes `drive::period`.

#![no_main]

#[path = "../drive/mod.rs"]
mod drive;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drive::period(bytes, &drive::here()));
