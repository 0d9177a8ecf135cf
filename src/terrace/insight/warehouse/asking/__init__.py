"""How a question becomes an answer.

`parsing` reads it; `worlds` looks up the places, periods and codes that it names; `layout` makes the axes, their steps
and what each stands for (`steps`), `sides` the rows and columns, `grid` what every cell is about. From here on nothing
is done cell by cell: a step works on the arrays of all cells (`figures`, and `exact` for their decimals).

`values` collects what will be looked up and finds it again in blocks of an indicator each (`blocks`); `reading` gets it
from the cube: single figures as they are, sums of sets by expressions of Ibis; `folding` applies indicators' rules to
sums, `formulas` work out what is derived; `bases` says what is read: the cube, figures worked out as of a past day or
of one source, or either restated (`restating`, over the `links` between maps); `seeing` holds what she may see.
`arithmetic` compares (share, growth, rank …) by what `relations` says and `comparing` works out; `dressing`, `ordering`
and `notes` finish. Cells are made when somebody looks. Beside them `correlation`, `drilling` and `picturing` take an
answer further.
"""
