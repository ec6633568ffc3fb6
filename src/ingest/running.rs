//! What is being run just now.
//!
//! In: sources to run. Out: a [`Report`] of each, as it ends. Invariant: sources of one host go one after the other, hosts go side
//! by side, so that one that is slow holds up none but its own; a run that breaks down is a failure like any other; what has just
//! been run is let rest, even where nothing could be written down about it.

use super::kit::Kit;
use super::locate;
use super::pipeline;
use super::trace::Report;
use crate::domain::source::Source;
use crate::store::FetchResult;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How long a source is let rest after a run, whatever its schedule and the store say.
const REST: Duration = Duration::from_mins(5);

/// Runs that are under way.
pub(super) struct Running {
    kit: Arc<Kit>,
    tasks: JoinSet<()>,
    sender: UnboundedSender<Report>,
    reports: UnboundedReceiver<Report>,
    /// By source, when it may begin again; none while it runs.
    begun: HashMap<String, Option<Instant>>,
    /// How many reports are to come.
    left: usize,
}

impl Running {
    /// Nothing runs yet.
    pub(super) fn new(kit: &Arc<Kit>) -> Self {
        let (sender, reports) = unbounded_channel();
        Self { kit: Arc::clone(kit), tasks: JoinSet::new(), sender, reports, begun: HashMap::new(), left: 0 }
    }

    /// Whether a source neither runs nor rests.
    pub(super) fn may_begin(&self, source: &str) -> bool {
        self.begun.get(source).is_none_or(|rested| rested.is_some_and(|rested| rested <= Instant::now()))
    }

    /// Begins to run `sources`.
    pub(super) fn begin(&mut self, sources: Vec<Source>) {
        self.left += sources.len();
        self.begun.extend(sources.iter().map(|source| (source.id.clone(), None)));
        for sources in by_host(sources) {
            let (kit, sender) = (Arc::clone(&self.kit), self.sender.clone());
            self.tasks.spawn(async move {
                for source in sources {
                    let _ = sender.send(one(&kit, source).await);
                }
            });
        }
    }

    /// The next run that ends; none where nothing runs.
    pub(super) async fn next(&mut self) -> Option<Report> {
        while self.tasks.try_join_next().is_some() {}
        if self.left == 0 {
            return None;
        }
        let report = self.reports.recv().await?;
        self.left -= 1;
        self.begun.insert(report.source.clone(), Some(Instant::now() + REST));
        Some(report)
    }
}

/// Runs one source in a task of its own, so that its breaking down is seen.
async fn one(kit: &Arc<Kit>, source: Source) -> Report {
    let (id, page) = (source.id.clone(), source.page.clone());
    let (kit, mut task) = (Arc::clone(kit), JoinSet::new());
    task.spawn(async move { pipeline::run(&kit, &source).await });
    match task.join_next().await {
        Some(Ok(report)) => report,
        broken => {
            let cause = broken.and_then(Result::err).map(|error| format!(" ({error})")).unwrap_or_default();
            let message = format!("the run broke down{cause}: this is a mistake in the program; please report it");
            Report { result: Some(FetchResult::Failed), address: page, ..Report::idle(&id, message) }.tidied()
        }
    }
}

/// Sources by the host that their first route begins at, each group in order.
fn by_host(sources: Vec<Source>) -> Vec<Vec<Source>> {
    let mut groups: Vec<(Option<String>, Vec<Source>)> = Vec::new();
    for source in sources {
        let host = source.routes.first().and_then(|route| locate::hosts(&route.locate));
        match groups.iter_mut().find(|(known, _)| *known == host) {
            Some((_, group)) => group.push(source),
            None => groups.push((host, vec![source])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_one_host_go_one_after_the_other() {
        let source = |id: &str, host: &str| -> Source {
            toml::from_str(&format!(
                "id = '{id}'\ntitle = 'x'\npublisher = 'x'\npage = 'https://{host}/'\nlicence = {{ name = 'x', open = true }}\n\
                 [[route]]\nlocate = {{ kind = 'fixed', address = 'https://{host}/x' }}\nformat = {{ kind = 'csv' }}"
            ))
            .unwrap()
        };
        let groups = by_host(vec![source("a", "a.example"), source("b", "b.example"), source("c", "a.example")]);
        let ids: Vec<Vec<_>> = groups.iter().map(|group| group.iter().map(|source| &*source.id).collect()).collect();
        assert_eq!(ids, [vec!["a", "c"], vec!["b"]]);
    }
}
