"""The pure core: formats, elements, references, digests, secrets, URI mapping, plan. No I/O."""
