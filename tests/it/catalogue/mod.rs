//! The catalogue: what ships is whole, and every mistake of a broken one is reported at once with its line.
//!
//! In: data/ and small broken copies of a small sound one. Out: passes or says what differs.
//! Invariant: nothing here needs a network; what is compared with other folders is skipped, aloud, where they are not there.

mod declared;
mod mistakes;
mod ships;
mod small;
mod ways;
