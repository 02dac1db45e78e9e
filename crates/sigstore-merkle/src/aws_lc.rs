use aws_lc_rs::digest::{Context, Digest, SHA256, digest};

use crate::{Hash, Sha256};

/// SHA-256 of aws-lc-rs.
#[derive(Clone, Copy, Debug)]
pub struct AwsLc;

impl Sha256 for AwsLc {
    #[inline]
    fn sha256(&self, parts: &[&[u8]]) -> Hash {
        match parts {
            // Nodes, thus nearly all calls: without the set-up of a streaming context.
            [part] => bytes(&digest(&SHA256, part)),
            _ => {
                let mut context = Context::new(&SHA256);
                parts.iter().for_each(|part| context.update(part));
                bytes(&context.finish())
            }
        }
    }
}

#[inline]
fn bytes(digest: &Digest) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest.as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::tests::Sha2;

    #[test]
    fn it_computes_what_another_library_computes() {
        for parts in [
            &[][..],
            &[&b""[..]],
            &[&b"abc"[..]],
            &[&b"a"[..], b"", b"bc"],
            &[&[0x5a; 65][..], &[0xa5; 130]],
        ] {
            assert_eq!(AwsLc.sha256(parts), Sha2.sha256(parts));
        }
    }
}
