"""How does a PDF say what its parts are? A layer over ReportLab that tags what it draws (PDF/UA-1, ISO 14289-1).

``structure`` is the tree of elements, ``canvas`` draws into them, ``flow`` fills pages with ``blocks`` and ``table``.
Everything painted is either inside an element or an artifact (rules, footers, repeated headings). ReportLab has no
public way to do this, so ``canvas`` and ``structure`` reach below it; the tests walk the finished file.
"""
