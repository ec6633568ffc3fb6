//! Fuzzes `drive::spreadsheet`, as the worker process would take it: what breaks in the libraries under a memory limit is an error
//! there, so that it is passed over here; what breaks in our own code is a finding.

#![no_main]
#![feature(alloc_error_hook)]

#[path = "../drive/mod.rs"]
mod drive;

use libfuzzer_sys::fuzz_target;
use std::alloc::System;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

/// The memory of the worker.
const BYTES: usize = 2048 << 20;

#[global_allocator]
static MEMORY: cap::Cap<System> = cap::Cap::new(System, usize::MAX);

fuzz_target!(
    init: limit(),
    |bytes: &[u8]| {
        let _ = panic::catch_unwind(AssertUnwindSafe(|| drive::spreadsheet(bytes, &drive::here())));
    }
);

/// Sets the worker's limits, and tells breakdowns of the libraries from ours.
fn limit() {
    let ours = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !is_of_a_library(panic) {
            ours(panic);
        }
    }));
    std::alloc::set_alloc_error_hook(|layout| panic!("memory allocation of {} bytes failed", layout.size()));
    // A little less than what libFuzzer itself counts as too much.
    let _ = MEMORY.set_limit(BYTES - (256 << 20));
}

/// Whether it happened in the libraries that read workbooks, or because memory ended.
fn is_of_a_library(panic: &PanicHookInfo<'_>) -> bool {
    let file = panic.location().map(|location| location.file()).unwrap_or_default();
    ["/calamine-", "/quick-xml-", "/zip-", "/encoding_rs-"].iter().any(|library| file.contains(library))
        || panic.payload_as_str().is_some_and(|words| words.starts_with("memory allocation of"))
}
