"""What leaves the house: documents, charts, tables and calendars, made from plain data.

Nothing here reads the database. A door collects the facts, `reports.templates.build` turns them into a
`Document`, and `reports.official.docx`, `reports.typeset.pdf` and `reports.markup.html` print that document.
"""
