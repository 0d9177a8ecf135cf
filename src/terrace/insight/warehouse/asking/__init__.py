"""How a question becomes an answer.

`parsing` reads it; `worlds` looks up the places, periods and codes that it names; `layout` makes the headings and what
each stands for (`steps`); `values` collects what will be looked up and finds it again; `reading` gets it from the cube
by expressions of Ibis (single figures, sums of sets), `folding` applies the rules of indicators to sums; `bases` says
what is read: the cube, figures worked out as of a past day or of one source, or either restated (`restating`); `seeing`
holds what she may see; `arithmetic` compares (share, growth, rank …); `dressing`, `ordering` and `notes` finish. Beside
them `correlation`, `drilling` and `picturing` take an answer further.
"""
