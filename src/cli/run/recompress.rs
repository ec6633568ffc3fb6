//! The slow encodings, and the snapshot on disk: in the background, after what is new is shown.
//!
//! In: a sign that something new is shown. Out: the same with all encodings, shown and saved. Invariant: nothing waits for it; what
//! was compressed for one snapshot is used for the next; a newer snapshot is turned to at once.

use super::stage::{Shown, Stage};
use crate::cli::Failure;
use crate::publish::snapshot::{Folder, Snapshot};
use crate::serve::Stop;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Starts the thread. What is shown now is its first work; each word sent to it says that something new is shown.
pub(super) fn start(stage: Arc<Stage>, folder: Folder, stop: Stop) -> Sender<()> {
    let (sender, receiver) = channel();
    let _ = sender.send(());
    std::thread::spawn(move || work(&stage, &folder, &stop, &receiver));
    sender
}

fn work(stage: &Stage, folder: &Folder, stop: &Stop, receiver: &Receiver<()>) {
    let mut best = Snapshot::clone(&stage.shown().snapshot);
    while receiver.recv().is_ok() && !stop.is_stopping() {
        while receiver.try_recv().is_ok() {}
        let shown = stage.shown();
        save(folder, &shown.snapshot);
        best = improved(stage, stop, &shown, &best);
        if stage.is_newest(shown.number) && best != *shown.snapshot && stage.improve(shown.number, best.clone()) {
            save(folder, &best);
        }
    }
}

/// What is shown, with as many encodings as could be made before something newer was shown.
fn improved(stage: &Stage, stop: &Stop, shown: &Shown, best: &Snapshot) -> Snapshot {
    let mut snapshot = Snapshot::clone(&shown.snapshot);
    snapshot.adopt(best);
    snapshot.recompress(|| stop.is_stopping() || !stage.is_newest(shown.number));
    snapshot
}

fn save(folder: &Folder, snapshot: &Snapshot) {
    if let Err(error) = folder.save(snapshot) {
        let failure = Failure::from_error(&error);
        tracing::warn!(%failure, "the snapshot is shown but not on disk");
    }
}
