"""Reports on the socio-economic situation: templates as data, figures filled in, papers drawn, numbers given.

    plans       a template: what it is about and its parts (tables of packs, or uploaded on a page), with a Word file
    gathering   a template, a place, a period → a snapshot: the frame without values, and facts with them
    so_far      an indicator over the year so far;  backlog  what a report waits for before it is made
    laying      frame + the facts that a reader may see → blocks (headings, sentences, tables, pictures) in a language
    picturing   charts and maps as SVG;  printing  blocks → PDF (Decree 30/2020);  writing  blocks → Word
    actions     make, comment, approve (number), issue, withdraw;  differing  what moved between two issues
    reproducing an approved paper again, byte for byte;  verifying  its numbers against the figures of its moment

An issue is a snapshot with its SHA-256. Drawing is a function of the snapshot, the decision, the language and the
edition of the layout alone, so that a paper comes out again byte for byte, whatever became of the figures since.

Listens to its own `report.asked`. Publishes `report.asked`, `report.made`, `report.approved`, `report.issued`,
`report.withdrawn`. What is not here: pages (web.reports), questions in any shape (warehouse).
"""
