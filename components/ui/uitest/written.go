package uitest

// written is a message as package markdown draws it, with all that there is in one.
const written = `<p dir="auto">Hello,<br>my site shows <strong>error 500</strong> since ` +
	`<a href="https://status.example/today" rel="nofollow noopener noreferrer ugc">` +
	`this morning</a> <bdi class="host">(status.example)</bdi>:</p>
<pre><code>PHP Fatal error: Uncaught Error in /srv/www/shop/public/index.php on line 12, and nothing of it breaks
</code></pre>
<ol dir="auto">
<li dir="auto">I changed <code>index.php</code>.</li>
<li dir="auto">Then I waited.</li>
</ol>
<p dir="auto">مرحبًا، هل يمكنكم المساعدة؟</p>
<blockquote dir="auto">
<p dir="auto">Did you change anything?</p>
</blockquote>
<details class="quote"><summary>Quoted text</summary>
<blockquote dir="auto">
<p dir="auto">one<br>two<br>three<br>four<br>five</p>
</blockquote>
</details>`
