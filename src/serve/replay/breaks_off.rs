//! An answer that breaks off.
//!
//! In: a body, how much of it is sent. Out: a body that fails after that. Invariant: what is sent has left before the failure.

use axum::body::{Bytes, HttpBody};
use http_body::Frame;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A body that ends before its announced length: some bytes, a pause in which they are sent, an error.
pub(super) struct BreaksOff {
    bytes: Option<Bytes>,
    paused: bool,
}

impl BreaksOff {
    pub(super) fn after(mut body: Vec<u8>, bytes: usize) -> Self {
        body.truncate(bytes);
        Self { bytes: Some(Bytes::from(body)), paused: false }
    }
}

impl HttpBody for BreaksOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if self.paused {
            return Poll::Ready(Some(Err(io::Error::other("scripted: breaks off"))));
        }
        self.paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
