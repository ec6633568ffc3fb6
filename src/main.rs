//! The `headway` command: reads its settings, runs one command, answers with an exit code.

fn main() -> std::process::ExitCode {
    headway::cli::main()
}
