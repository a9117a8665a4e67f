"""Questions that take several verbs of a store: each is asked of any Reader, so that every store answers alike."""
