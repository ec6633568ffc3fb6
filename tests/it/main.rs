//! Tests of the whole house, by capability, through the library and the real command.
//!
//! No test reaches the network, sleeps for its result, or reads the wall clock for it. Real files of publishers are read where they
//! lie (`../shared/samples`, or the folder named by `HEADWAY_SAMPLES`); a test that does not find them says that it skipped.

#[cfg(test)]
mod broken;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod checking;
#[cfg(test)]
mod corpora;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fetch;
#[cfg(test)]
mod house;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod live;
#[cfg(test)]
mod made;
#[cfg(test)]
mod on_time;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod publishers;
#[cfg(test)]
mod read;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod store;
#[cfg(test)]
mod support;
#[cfg(test)]
mod whole_way;
#[cfg(test)]
mod workbook;
