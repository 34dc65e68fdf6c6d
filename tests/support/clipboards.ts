/** What other programs put on the clipboard, in short: written for these tests in the way of each. */

/** Word: classes and `mso-` styles, a numbered list, tracked changes, a comment, a footnote, and a table. */
export const FROM_WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal { margin: 0cm; font-family: "Calibri" } --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h2>Review and follow-up<o:p></o:p></h2>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal><i>Recalling</i> the <b>Compact</b><a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference>[1]</span></a> and
the <span style='color:red'>outcome</span> of the <ins cite="mailto:Ana" datetime="2026-01-01T10:00">first </ins><del cite="mailto:Ana" datetime="2026-01-01T10:00">second </del>meeting,<o:p></o:p></p>
<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>(a)<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>To meet <span class=MsoCommentReference><span style='font-size:8.0pt'><a class=msocomanchor href="#_msocom_1" name="_msoanchor_1">[A1]</a></span></span>yearly;</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>(i)<span> </span></span><![endif]>In <img width=10 height=10 src="file:///C:/clip_image001.png"> Geneva;</p>
<table class=MsoTableGrid border=1><thead><tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'><td colspan=2 valign=top style='border:solid windowtext 1.0pt'><p class=MsoNormal>Objective</p><p class=MsoNormal>and goal</p></td></tr></thead>
<tr><td><p class=MsoNormal>One</p></td><td><p class=MsoNormal>Two</p></td></tr></table>
<div style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width="33%">
<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> Resolution 73/195.</p><p class=MsoFootnoteText>Adopted in 2018.</p></div></div>
<div style='mso-element:comment-list'><hr class=msocomoff><div style='mso-element:comment'><div id="_com_1" class=msocomtxt><p class=MsoCommentText><span class=MsoCommentReference>[A1]</span>Yearly?</p></div></div></div>
<!--EndFragment--></body></html>`

/** Google Docs: a `b` around everything that is not bold, paragraphs in the points of a list, black said as a colour. */
export const FROM_GOOGLE = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;color:#000000;font-weight:700;">Welcomes</span><span style="color:#000000;font-weight:400;"> the report</span></p>
<ul style="margin-top:0"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="color:#000000">First point</span></p></li>
<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span style="color:#000000">Deeper point</span></p></li></ul></ul></b>`

/** A web page: pictures, scripts, a form, hidden words, a link that does something, and words that turn round. */
export const FROM_WEB = `<div class="card"><style>.x { color: red }</style><h1>News</h1><figure><img src="https://example.org/a.png"><video></video></figure>
<p>Read <a href="https://example.org/">more</a> or <a href="javascript:alert(1)">run</a>.<span style="display:none">buy now</span> <u>Today\u202E</u></p>
<form><input value="x"><button>Send</button></form><script>alert(1)</script></div>`

/** An Arabic table whose header row is known by its header cells, as LibreOffice and web pages write it. */
export const ARABIC_TABLE = `<table><tr><th>الآلية الرائدة</th><th>الموعد</th></tr><tr><td>حوار أبو ظبي</td><td>2028</td></tr></table>`
