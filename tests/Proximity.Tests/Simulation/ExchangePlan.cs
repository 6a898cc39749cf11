using System.Globalization;
using System.Text;

namespace Proximity.Tests.Simulation;

/// <summary>What goes wrong in an exchange.</summary>
internal enum Misfortune
{
    None,

    /// <summary>The origin resets, or closes, instead of an answer.</summary>
    OriginResets,
    OriginCloses,

    /// <summary>The origin resets, closes or falls silent in the middle of its response's head or body.</summary>
    OriginBreaksOff,
    OriginEndsEarly,
    OriginStalls,

    /// <summary>What the origin sends is not HTTP.</summary>
    OriginTalksNonsense,

    /// <summary>The origin closes behind its response without having said so.</summary>
    OriginClosesSilently,

    /// <summary>The client resets, or falls silent, in the middle of its request; or resets in the middle of the response.</summary>
    ClientBreaksOff,
    ClientStalls,
    ClientLeaves,
}

internal enum RequestShape
{
    Bodyless,
    Length,
    Chunked,
}

internal enum ResponseShape
{
    Length,
    Chunked,
    UntilClose,
    NoContent,
    NotModified,
}

/// <summary>One exchange as it was drawn: what the client asks, what the origin answers, and what goes wrong.</summary>
internal sealed class ExchangePlan
{
    private static readonly Misfortune[] Misfortunes = Enum.GetValues<Misfortune>();

    public ExchangePlan(int id, Random random)
    {
        Id = id;
        Request = (RequestShape)random.Next(3);
        Method = Request == RequestShape.Bodyless ? (random.Next(5) == 0 ? "HEAD" : "GET") : "POST";
        RequestSize = Request == RequestShape.Bodyless ? 0 : Size(random);
        Response = (ResponseShape)random.Next(5);
        ResponseSize = Response is ResponseShape.NoContent or ResponseShape.NotModified || Method == "HEAD" ? 0 : Size(random);
        HasTrailers = Response == ResponseShape.Chunked && random.Next(3) == 0;
        InterimCount = random.Next(6) == 0 ? random.Next(1, 4) : 0;
        AnswersEarly = Request != RequestShape.Bodyless && random.Next(5) == 0;
        SaysClose = random.Next(8) == 0;
        IsHttp10 = Request == RequestShape.Bodyless && random.Next(12) == 0;
        Misfortune = random.Next(4) == 0 ? Misfortunes[random.Next(Misfortunes.Length)] : Misfortune.None;
        Where = random.NextDouble();
    }

    public int Id { get; }

    public string Method { get; }

    public RequestShape Request { get; }

    public int RequestSize { get; }

    public ResponseShape Response { get; }

    public int ResponseSize { get; }

    public bool HasTrailers { get; }

    public int InterimCount { get; }

    /// <summary>The origin answers before it reads the body.</summary>
    public bool AnswersEarly { get; }

    /// <summary>The origin announces that it closes.</summary>
    public bool SaysClose { get; }

    public bool IsHttp10 { get; }

    public Misfortune Misfortune { get; }

    /// <summary>How far into the message it strikes, from 0 to 1.</summary>
    public double Where { get; }

    /// <summary>The origin closes behind this exchange.</summary>
    public bool OriginEnds => Misfortune == Misfortune.OriginClosesSilently || SaysClose || (Response == ResponseShape.UntilClose && Method != "HEAD");

    public int Status => Response switch
    {
        ResponseShape.NoContent => 204,
        ResponseShape.NotModified => 304,
        _ => 200,
    };

    public string Describe()
        => $"{Id} ({Method} {Request} {RequestSize}, {Response} {ResponseSize}, {Misfortune}{(AnswersEarly ? ", early" : "")}{(SaysClose ? ", says close" : "")}{(IsHttp10 ? ", HTTP/1.0" : "")}{(InterimCount > 0 ? ", interim" : "")})";

    /// <summary>The body's bytes: no two plans have the same.</summary>
    public static byte[] Body(int id, int size, bool isResponse)
    {
        byte[] body = new byte[size];
        new Random((id * 2) + (isResponse ? 1 : 0)).NextBytes(body);
        return body;
    }

    public byte[] RequestBytes(string prefix, string authority, Random random)
    {
        string framing = Request switch
        {
            RequestShape.Length => $"Content-Length: {RequestSize}\r\n",
            RequestShape.Chunked => "Transfer-Encoding: chunked\r\n",
            _ => "",
        };
        string head = $"{Method} {prefix}/{Id} HTTP/1.{(IsHttp10 ? 0 : 1)}\r\nHost: {authority}\r\nX-Id: {Id}\r\n{framing}\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. Framed(Body(Id, RequestSize, isResponse: false), Request == RequestShape.Chunked, trailers: "", random)];
    }

    public byte[] ResponseBytes(Random random)
    {
        string framing = Response switch
        {
            ResponseShape.Length => $"Content-Length: {ResponseSize}\r\n",
            ResponseShape.Chunked => "Transfer-Encoding: chunked\r\n",
            ResponseShape.UntilClose => "",
            _ => "X-None: 1\r\n",
        };
        string close = SaysClose || (Response == ResponseShape.UntilClose && Method != "HEAD") ? "Connection: close\r\n" : "";
        var message = new StringBuilder();
        for (int i = 0; i < InterimCount; i++)
        {
            message.Append("HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n");
        }

        message.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} Fine\r\nX-Id: {Id}\r\n{framing}{close}\r\n");
        byte[] body = Method == "HEAD" ? [] : Framed(Body(Id, ResponseSize, isResponse: true), Response == ResponseShape.Chunked, HasTrailers ? $"X-Trailer: {Id}\r\n" : "", random);
        return [.. Encoding.ASCII.GetBytes(message.ToString()), .. body];
    }

    private static int Size(Random random) => random.Next(6) switch
    {
        0 => 0,
        < 4 => random.Next(2000),
        4 => random.Next(40_000),
        _ => random.Next(200_000),
    };

    private static byte[] Framed(byte[] body, bool isChunked, string trailers, Random random)
    {
        if (!isChunked)
        {
            return body;
        }

        using var framed = new MemoryStream();
        for (int sent = 0; sent < body.Length;)
        {
            int size = Math.Min(body.Length - sent, 1 + random.Next(random.Next(2) == 0 ? 20 : 30_000));
            framed.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size:x}{(random.Next(4) == 0 ? ";a=\"b\"" : "")}\r\n")));
            framed.Write(body, sent, size);
            framed.Write("\r\n"u8);
            sent += size;
        }

        framed.Write(Encoding.ASCII.GetBytes($"0\r\n{trailers}\r\n"));
        return framed.ToArray();
    }
}
