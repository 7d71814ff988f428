"""How are the figures of a month or a round counted? One file for each question that a reader asks.

Every file counts with GROUP BY, so that the number of statements does not depend on the number of audits, and turns
its counts into the values of ``domain.breakdowns`` and ``domain.figures`` with the definition beside them.
``queries.findings`` puts them together.
"""
