//! The same work on many things, on every processor at once.
//!
//! In: things and what to do with each. Out: what became of each, in their order.
//! Invariant: the result is that of doing it one after another; a panic in the work is a panic here.

use std::num::NonZero;
use std::thread;

/// Processors that are used at most: publishing leaves the rest of a large machine to its readers.
const MOST: usize = 8;

/// Does `work` with each of `things`.
pub fn each<T: Send, R: Send>(things: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    each_on(processors.min(MOST).min(things.len()), things, work)
}

/// Things are dealt out in turn, so that long work that stands together is shared.
fn each_on<T: Send, R: Send>(threads: usize, things: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if threads < 2 {
        return things.into_iter().map(work).collect();
    }
    let mut hands: Vec<Vec<T>> = (0..threads).map(|_| Vec::with_capacity(things.len() / threads + 1)).collect();
    for (index, thing) in things.into_iter().enumerate() {
        hands[index % threads].push(thing);
    }
    let work = &work;
    let mut done: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = hands
            .into_iter()
            .map(|hand| scope.spawn(move || hand.into_iter().map(work).collect::<Vec<R>>().into_iter()))
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut all = Vec::new();
    for turn in 0.. {
        match done[turn % threads].next() {
            Some(result) => all.push(result),
            None => break,
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_whatever_the_number_of_threads() {
        for threads in 0..6 {
            for count in 0..20_usize {
                let expected: Vec<_> = (0..count).map(|number| number * 2).collect();
                assert_eq!(each_on(threads, (0..count).collect(), |number| number * 2), expected, "{threads} {count}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "five")]
    fn a_panic_is_not_lost() {
        each_on(3, (0..9).collect(), |number| assert!(number != 5, "five"));
    }
}
