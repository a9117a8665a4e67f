"""The registered spaCy components. Importing `extract.components.factories` registers them; nothing else does."""
