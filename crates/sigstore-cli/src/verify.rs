use clap::ArgMatches;
use sigstore_bundle::{Bundle, MAX_BUNDLE};
use sigstore_record::Document;
use sigstore_report::{Report, Verdict};
use sigstore_verify::{Artifact, Needs, Policy, Waived, examine, needs};

use crate::detached;
use crate::failure::{Exit, Failure};
use crate::input::{self, InputError, Subject};
use crate::output::Output;
use crate::policy::policy;
use crate::seen::Seen;
use crate::trust::{Trusted, suite};

/// The most bytes of a `.jsonl` file.
const MAX_LINES_BYTES: usize = 256 << 20;

/// The most bundles of a `.jsonl` file: all are read before the artifact is. Registries give out a
/// handful for one artifact.
const MAX_LINES: usize = 1024;

/// `sigscope verify`.
pub(crate) fn run(matches: &ArgMatches) -> Exit {
    let output = Output::of(matches);
    if let Some(contradiction) = contradiction(matches) {
        return Failure::usage(contradiction, "").tell(&output);
    }
    let setting = policy(matches).and_then(|policy| {
        let trusted = Trusted::of(matches)?;
        let policy = trusted.narrow(policy, matches);
        let detached = detached::bundle(matches)?;
        let seen = Seen::of(matches);
        Ok(Verification { policy, trusted, detached, output, explain: explains(matches), seen })
    });
    let verification = match setting {
        Ok(verification) => verification,
        Err(failure) => return failure.tell(&output),
    };
    let bundle = matches.get_one::<String>("bundle").map(String::as_str);
    let artifacts = matches.get_many::<String>("artifact").into_iter().flatten();
    let exit = artifacts.fold(Exit::Done, |exit, artifact| {
        let verified = verification.artifact(&Subject::of(artifact), bundle);
        exit.and(verified.unwrap_or_else(|failure| failure.tell(&output)))
    });
    verification.seen.write(matches, &output, exit)
}

fn explains(matches: &ArgMatches) -> bool {
    matches.get_flag("explain") || matches.get_count("verbose") > 0
}

/// Two demands that can't both be meant.
fn contradiction(matches: &ArgMatches) -> Option<&'static str> {
    let evidence = ["bundle", "certificate", "signature", "log-entry", "timestamp"];
    let files = [&["artifact", "key", "policy", "trusted-root"][..], &evidence].concat();
    let waived =
        |what| matches.get_many::<Waived>("waive").into_iter().flatten().any(|one| *one == what);
    let asks = |name| matches.contains_id(name);
    let of_key = asks("key") && (asks("require") || asks("identity-kind"));
    let bare = asks("signature") && !asks("certificate") && !asks("key");
    let scts = asks("min-scts") && waived(Waived::Sct);
    let entries = asks("min-log-entries") && waived(Waived::TransparencyLog);
    if input::reads_twice(matches, &files) {
        Some(input::ONCE)
    } else if bare {
        Some("--signature needs --certificate, or --key")
    } else if of_key {
        Some("a key has no identity kind and no extensions")
    } else if scts || entries {
        Some("a minimum and its waiver can't both be meant")
    } else {
        None
    }
}

/// Everything but the artifact and its bundle.
struct Verification {
    policy: Policy,
    trusted: Trusted,
    /// A bundle that was put together, under the name of the signature's file.
    detached: Option<(String, Bundle)>,
    output: Output,
    explain: bool,
    seen: Seen,
}

impl Verification {
    fn artifact(&self, subject: &Subject, bundle: Option<&str>) -> Result<Exit, Failure> {
        self.seen.artifact(subject)?;
        self.seen.hand(Document::TrustedRoot, "trusted_root.json", &self.trusted.json);
        if let Some((path, bundle)) = &self.detached {
            self.seen.hand(Document::Bundle, path, bundle.to_json().as_bytes());
            return self.one(subject, path, bundle);
        }
        let path = match bundle {
            Some(path) => path.to_owned(),
            None => subject.bundle()?,
        };
        if path.ends_with(".jsonl") {
            return self.lines(subject, &path);
        }
        let json = input::read(&path, MAX_BUNDLE)?;
        self.seen.hand(Document::Bundle, &path, &json);
        self.one(subject, &path, &parse(&path, &json)?)
    }

    fn one(&self, subject: &Subject, path: &str, bundle: &Bundle) -> Result<Exit, Failure> {
        let artifact = subject.artifact(&self.needs(path, bundle)?, &suite())?;
        Ok(self.show(&self.report(subject, &artifact, path, bundle)?))
    }

    /// A bundle on each line: one that verifies is enough, and each of the others is reported. The
    /// artifact is read once, for all lines together.
    fn lines(&self, subject: &Subject, path: &str) -> Result<Exit, Failure> {
        let file = input::read(path, MAX_LINES_BYTES)?;
        let lines = file.split(|byte| *byte == b'\n').enumerate();
        let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
        if lines.clone().nth(MAX_LINES).is_some() {
            return Err(Failure::unreadable(path, &InputError::TooManyLines { max: MAX_LINES }));
        }
        let read: Vec<_> = lines
            .map(|(number, line)| {
                let input = format!("{path}:{}", number + 1);
                self.seen.hand(Document::Bundle, &input, line);
                let read = parse(&input, line).and_then(|bundle| {
                    let needs = self.needs(&input, &bundle)?;
                    Ok((bundle, needs))
                });
                (input, read)
            })
            .collect();
        if read.is_empty() {
            return Err(Failure::unreadable(path, &InputError::Empty));
        }
        let needs = read.iter().filter_map(|(_, read)| read.as_ref().ok()).map(|(_, needs)| needs);
        let artifact = subject.artifact(&Needs::of_all(needs), &suite())?;
        let exits: Vec<_> = read
            .into_iter()
            .map(|(input, read)| {
                let report =
                    read.and_then(|(bundle, _)| self.report(subject, &artifact, &input, &bundle));
                report
                    .map_or_else(|failure| failure.tell(&self.output), |report| self.show(&report))
            })
            .collect();
        let one = exits.contains(&Exit::Done);
        Ok(if one { Exit::Done } else { exits.into_iter().fold(Exit::Done, Exit::and) })
    }

    /// What a bundle needs to know of the artifact.
    fn needs(&self, input: &str, bundle: &Bundle) -> Result<Needs, Failure> {
        let needs = needs(bundle, &self.policy, &suite());
        needs.map_err(|error| Failure::unreadable(input, &error))
    }

    fn report(
        &self,
        subject: &Subject,
        artifact: &Artifact,
        input: &str,
        bundle: &Bundle,
    ) -> Result<Report, Failure> {
        let examined = examine(artifact, bundle, &self.trusted.root, &self.policy)
            .map_err(|error| Failure::unreadable(input, &error))?;
        let hint = self.trusted.hints.of(bundle, &examined);
        let source = self.trusted.source.clone();
        let report = Report::new(subject.name(), artifact, &examined, &self.policy, source);
        Ok(report.with_hint(hint))
    }

    fn show(&self, report: &Report) -> Exit {
        self.seen.conclude(report);
        let output = &self.output;
        if output.json {
            output.line(&report.to_json());
        } else if self.explain {
            output.line(report.explain(output.paint).trim_end());
        } else {
            output.line(&report.headline(output.paint));
            report.hint().into_iter().for_each(|hint| output.complain(hint));
        }
        let why = report.first_broken().and_then(|check| check.error.as_ref());
        if let Some(error) = why.filter(|_| !output.json) {
            output.complain(&format!("see `sigscope explain {}`", error.code));
        }
        match report.verdict() {
            Verdict::Verified => Exit::Done,
            Verdict::Refused => Exit::Refused,
        }
    }
}

fn parse(input: &str, json: &[u8]) -> Result<Bundle, Failure> {
    Bundle::parse(json).map_err(|error| Failure::unreadable(input, &error))
}
