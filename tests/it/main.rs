//! Tests of the whole house, by capability, through the library and the real command.
//!
//! No test reaches the network, sleeps for its result, or reads the wall clock for it. Real files of publishers are read where they
//! lie (`../shared/samples`, or the folder named by `HEADWAY_SAMPLES`); a test that does not find them says that it skipped.

mod broken;
mod house;
mod killed;
mod live;
mod publishers;
mod support;
mod whole_way;
mod workbook;
