using System.Text;
using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class TextCharsetTests
{
    private static readonly byte[] Accented = [0x63, 0x61, 0x66, 0xE9];

    [Theory]
    [InlineData("EFBBBF61", "utf-8", 3)]
    [InlineData("FEFF0061", "utf-16BE", 2)]
    [InlineData("FFFE6100", "utf-16", 2)]
    public void ByteOrderMark_WinsOverEverything(string hex, string name, int preamble)
    {
        byte[] body = Convert.FromHexString(hex);
        var charset = TextCharset.Of("application/json; charset=iso-8859-1", body);
        Assert.Equal(
            (CharsetSource.ByteOrderMark, name, preamble, null),
            (charset.Source, charset.Encoding.WebName, charset.PreambleBytes, charset.UnknownCharset));
        Assert.Equal("a", charset.GetString(body));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("Application/Problem+JSON")]
    [InlineData("text/event-stream;charset=latin1")]
    [InlineData("application/x-ndjson")]
    public void JsonAndEventStreams_AreAlwaysUtf8(string type)
    {
        var charset = TextCharset.Of(type, "\"é\""u8);
        Assert.Equal((CharsetSource.MediaType, "\"é\""), (charset.Source, charset.GetString("\"é\""u8)));
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "utf-8")]
    [InlineData("text/plain;charset=UTF8", "utf-8")]
    [InlineData("text/html; a=\";charset=koi8-r\"; CharSet=\"Windows-1251\"", "windows-1251")]
    [InlineData("text/plain; charset='shift_jis'", "shift_jis")]
    [InlineData("text/plain; charset=iso-8859-1", "windows-1252")]
    [InlineData("text/plain; charset=US-ASCII", "windows-1252")]
    [InlineData("text/plain; charset=iso-8859-15", "iso-8859-15")]
    [InlineData("text/plain; charset=gb18030", "GB18030")]
    [InlineData("text/plain; charset=euc-kr", "euc-kr")]
    [InlineData("text/plain; charset=utf-16le", "utf-16")]
    [InlineData("; charset=big5", "big5")]
    public void CharsetOfContentType_IsTaken(string type, string name)
    {
        var charset = TextCharset.Of(type, Accented);
        Assert.Equal((CharsetSource.ContentType, null), (charset.Source, charset.UnknownCharset));
        Assert.Equal(name, charset.Encoding.WebName, ignoreCase: true);
    }

    [Theory]
    [InlineData("<html><head><meta charset=\"koi8-r\">")]
    [InlineData("<!doctype html><META CHARSET = koi8-r >")]
    [InlineData("<meta name=a content='text/html; charset=big5'><meta/charset='koi8-r'/>")]
    [InlineData("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">")]
    [InlineData("<meta content='text/html;charset=koi8-r' http-equiv=content-type>")]
    [InlineData("<!-- <meta charset=big5> --><meta charset=koi8-r>")]
    [InlineData("<!--><meta charset=koi8-r>")]
    [InlineData("<a title='<meta charset=big5>'><meta charset=koi8-r>")]
    [InlineData("1 < 2 </p ><metadata charset=big5><meta charset=koi8-r>")]
    public void MetaElement_IsTaken(string html)
    {
        var charset = TextCharset.Of("text/html", Encoding.ASCII.GetBytes(html));
        Assert.Equal((CharsetSource.HtmlMeta, "koi8-r"), (charset.Source, charset.Encoding.WebName));
    }

    [Theory]
    [InlineData("<meta charset=utf-16>", "utf-8")]
    [InlineData("<meta charset=x-user-defined>", "windows-1252")]
    public void MetaElementThatCannotBeTrue_MeansWhatBrowsersTake(string html, string name)
        => Assert.Equal(name, TextCharset.Of("text/html", Encoding.ASCII.GetBytes(html)).Encoding.WebName);

    [Theory]
    [InlineData("<meta charset")]
    [InlineData("<meta charset=\"koi8-r")]
    [InlineData("<!-- <meta charset=koi8-r>")]
    [InlineData("<meta name=description content='a; charset=koi8-r'>")]
    [InlineData("<")]
    [InlineData("<meta ")]
    [InlineData("</")]
    public void MetaElementThatIsNone_SaysNothing(string html) => Assert.Equal(CharsetSource.Utf8, SourceOf("text/html", html));

    [Fact]
    public void MetaElementBehind1024Bytes_SaysNothing()
    {
        string filling = new(' ', 1024 - "<meta charset=koi8-r".Length);
        Assert.Equal(CharsetSource.Utf8, SourceOf("text/html", filling + " <meta charset=koi8-r>"));
        Assert.Equal(CharsetSource.HtmlMeta, SourceOf("text/html", filling[1..] + "<meta charset=koi8-r>"));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a/>")]
    [InlineData("<?xml version='1.0' encoding = 'iso-8859-2' standalone='yes'?>")]
    public void XmlDeclaration_IsTaken(string xml)
    {
        foreach (string? type in new[] { "text/xml", "application/rss+xml", null })
        {
            var charset = TextCharset.Of(type, Encoding.ASCII.GetBytes(xml));
            Assert.Equal((CharsetSource.XmlDeclaration, "iso-8859-2"), (charset.Source, charset.Encoding.WebName));
        }
    }

    [Fact]
    public void XmlDeclarationThatCannotBeTrue_MeansUtf8()
    {
        var charset = TextCharset.Of("text/xml", "<?xml version='1.0' encoding='utf-16'?>"u8);
        Assert.Equal((CharsetSource.XmlDeclaration, "utf-8"), (charset.Source, charset.Encoding.WebName));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?>")]
    [InlineData("<?xml encoding=\"iso-8859-2\"")]
    [InlineData("<?xml encoding=?>")]
    [InlineData("<?xml encoding=\"?>")]
    [InlineData("<?xml encoding=\"\"?>")]
    [InlineData(" <?xml encoding=\"iso-8859-2\"?>")]
    public void XmlDeclarationThatIsNone_SaysNothing(string xml) => Assert.Equal(CharsetSource.Utf8, SourceOf("text/xml", xml));

    [Theory]
    [InlineData(false, "utf-16")]
    [InlineData(true, "utf-16BE")]
    public void XmlOfTwoBytesACharacter_IsSeenByItsBeginning(bool isBigEndian, string name)
    {
        byte[] body = (isBigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetBytes("<?xml version='1.0'?>");
        Assert.Equal(name, TextCharset.Of("text/xml", body).Encoding.WebName);
    }

    [Fact]
    public void MetaElementInPlainText_SaysNothing() => Assert.Equal(CharsetSource.Utf8, SourceOf("text/plain", "<meta charset=koi8-r>"));

    [Fact]
    public void NothingSaid_IsUtf8WhenItCanBe()
    {
        var charset = TextCharset.Of("text/plain", "café"u8);
        Assert.Equal((CharsetSource.Utf8, "café"), (charset.Source, charset.GetString("café"u8)));
    }

    /// <summary>Recorded bodies may be cut anywhere.</summary>
    [Theory]
    [InlineData("C3A9C3", CharsetSource.Utf8)]
    [InlineData("C3A9E282", CharsetSource.Utf8)]
    [InlineData("C3A9F09F98", CharsetSource.Utf8)]
    [InlineData("61C3", CharsetSource.Fallback)]
    [InlineData("C3A9E9E9", CharsetSource.Fallback)]
    [InlineData("C3A980", CharsetSource.Fallback)]
    [InlineData("E9", CharsetSource.Fallback)]
    public void CutInTheLastCharacter_IsStillUtf8WhenOthersShowIt(string hex, CharsetSource source)
        => Assert.Equal(source, TextCharset.Of("text/plain", Convert.FromHexString(hex)).Source);

    [Fact]
    public void NothingSaid_IsLatin1WhenItCannotBeUtf8()
    {
        var charset = TextCharset.Of(null, Accented);
        Assert.Equal((CharsetSource.Fallback, "café"), (charset.Source, charset.GetString(Accented)));
    }

    [Theory]
    [InlineData("text/plain; charset=klingon", "klingon")]
    [InlineData("text/plain; charset=utf-7", "utf-7")]
    [InlineData("text/plain; charset=65000", "65000")]
    [InlineData("text/plain; charset=*", "*")]
    public void UnknownCharset_IsNamedAndGuessed(string type, string name)
    {
        var utf8 = TextCharset.Of(type, "é"u8);
        var other = TextCharset.Of(type, Accented);
        Assert.Equal((CharsetSource.Utf8, name), (utf8.Source, utf8.UnknownCharset));
        Assert.Equal((CharsetSource.Fallback, name), (other.Source, other.UnknownCharset));
    }

    [Fact]
    public void UnknownCharset_LeavesTheDocumentToSayIt()
    {
        var charset = TextCharset.Of("text/html; charset=klingon", "<meta charset=koi8-r>"u8);
        Assert.Equal((CharsetSource.HtmlMeta, "klingon"), (charset.Source, charset.UnknownCharset));
    }

    [Fact]
    public void CodePages_AreNotRegisteredForTheProcess()
    {
        Assert.Equal("windows-1251", TextCharset.Of("text/plain; charset=windows-1251", []).Encoding.WebName);
        Assert.Throws<ArgumentException>(() => Encoding.GetEncoding("windows-1251"));
    }

    private static CharsetSource SourceOf(string type, string text) => TextCharset.Of(type, Encoding.ASCII.GetBytes(text)).Source;
}
