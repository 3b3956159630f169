"""One rule of our own, so that tests don't depend on what the built-in pack makes."""

RULES = """\
version: 1
words:
  own-sides: {add-to: labels, words: [pros, cons]}
rules:
- id: sides
  about: asks for the pros and cons of a thing
  match: {kind: bullet, text: '{side:own-sides}', topic: true, children: some}
  cards: [{kind: list, ask: '{side|lower} of {topic}?', answer: '{children}'}]
  claim: branch
  examples:
  - note: |
      - Redis
        - Pros:
          - fast
    cards: [{ask: 'pros of Redis?', answer: [fast]}]
"""
