using System.Text;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;

namespace Proximity.Fuzz.Targets;

/// <summary>
/// A request-target that is accepted names the host and port that <see cref="Uri"/> finds in it too, and its origin form and absolute form, sent with the Host that belongs to them,
/// name the same place and path again.
/// </summary>
/// <remarks>An input is the method, a space, the target, and behind a line feed the Host value; without one there is no Host.</remarks>
internal sealed class RequestTargetTarget : IFuzzTarget
{
    private readonly BufferPool pool = new();
    private readonly RequestHead received;
    private readonly RequestHead resent;
    private readonly ByteBuffer block;
    private readonly ByteBuffer form;

    public RequestTargetTarget()
    {
        (received, resent) = (new RequestHead(pool), new RequestHead(pool));
        (block, form) = (new ByteBuffer(pool), new ByteBuffer(pool));
    }

    public string Name => "request-target";

    public void Run(ReadOnlySpan<byte> input)
    {
        int lineFeed = input.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = lineFeed < 0 ? input : input[..lineFeed];
        Build(line, hasHost: lineFeed >= 0, input[(lineFeed + 1)..]);
        if (TryParse(received))
        {
            Judge();
        }

        received.Release();
        block.Release();
        form.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private void Judge()
    {
        if (TryReadAlike(out RequestTarget target))
        {
            DemandWellFormed(target);
            SendOn(target);
        }
        else
        {
            Demand.True(!IsPlain(), "an absolute http target with the Host that belongs to it is refused");
        }
    }

    /// <summary>True for <c>http://</c>, an authority, and what RFC 3986 appendix B finds behind one, with a Host of the same bytes.</summary>
    private bool IsPlain()
    {
        ReadOnlySpan<byte> target = received.Target;
        if (received.MethodKind == MethodKind.Connect || !target.StartsWith("http://"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = target["http://".Length..];
        int end = rest.IndexOfAny("/?#"u8);
        ReadOnlySpan<byte> authority = end < 0 ? rest : rest[..end];
        return Authority.TryParse(authority, defaultPort: 80, out _)
            && received.Count(FieldKind.Host) == 1
            && received.TryFind(FieldKind.Host, out HeadField host)
            && received.Value(host).SequenceEqual(authority);
    }

    private void Build(ReadOnlySpan<byte> methodAndTarget, bool hasHost, ReadOnlySpan<byte> host)
    {
        block.Clear();
        block.Write(methodAndTarget);
        block.Write(" HTTP/1.1\r\n"u8);
        if (hasHost)
        {
            block.Write("Host: "u8);
            block.Write(host);
            block.Write("\r\n"u8);
        }

        block.Write("\r\n"u8);
    }

    /// <summary>A head that came byte by byte and one that came whole hold the same target; <c>request-head</c> demands that of the rest.</summary>
    private bool TryParse(RequestHead head)
    {
        int scanned = 0;
        ParseResult whole = HeadParser.ParseRequest(block.Span, HeadLimits.Default, head, ref scanned);
        return whole.State == ParseState.Done && whole.Consumed == block.Length;
    }

    private bool TryReadAlike(out RequestTarget target)
    {
        Fault? fault = RequestTarget.Read(received, out target);
        int scanned = 0;
        ParseResult result = ParseResult.NeedMore;
        for (int length = 1; result.State == ParseState.NeedMore; length++)
        {
            result = HeadParser.ParseRequest(block.Span[..length], HeadLimits.Default, resent, ref scanned);
        }

        Fault? faultAgain = RequestTarget.Read(resent, out RequestTarget again);
        Demand.Same(fault, faultAgain, "byte by byte the fault");
        Demand.Same(target, again, "byte by byte the target");
        Demand.Same(received.Target, resent.Target, "byte by byte the target's bytes");
        Demand.True(fault is null or { Side: FaultSide.Client, Status: 400 or 501 }, $"a target is refused with {fault}");
        resent.Release();
        return fault is null;
    }

    private void DemandWellFormed(in RequestTarget target)
    {
        ReadOnlySpan<byte> authority = target.AuthorityBytes(received);
        Demand.True(target.Authority.Port is >= 1 and <= 65535, "a port that is none");
        Demand.True(Authority.TryParse(authority, defaultPort: 80, out Authority again), "the authority does not parse by itself");
        Demand.Same(target.Authority, again, "the authority by itself");
        string text = Encoding.Latin1.GetString(authority);
        if (!Uri.TryCreate($"http://{text}/", UriKind.Absolute, out Uri? uri))
        {
            // Its names are those of DNS; RFC 3986 §3.2.2 and the proxy also know labels that are longer or hold a ~.
            return;
        }

        Demand.Same(target.Authority.Port, uri.Port, $"the port of {text}");
        Demand.True(uri.UserInfo.Length == 0 && uri.AbsolutePath == "/" && uri.Query.Length == 0, $"the authority {text} holds other parts of a URI");
        if (!target.Authority.IsIPv6)
        {
            string host = Encoding.Latin1.GetString(authority.Slice(target.Authority.HostStart, target.Authority.HostLength));
            Demand.True(uri.Host.Equals(host, StringComparison.OrdinalIgnoreCase), $"the host of {text}: {host} became {uri.Host}");
        }
    }

    private void SendOn(in RequestTarget target)
    {
        if (target.Form == TargetForm.Authority)
        {
            return;
        }

        target.WriteOriginForm(received, form);
        Demand.True(form.Span[0] == '/' || form.Span.SequenceEqual("*"u8), "the origin form is neither a path nor *");
        DemandSamePlace(target);
        form.Clear();
        target.WriteAbsoluteForm(received, form);
        DemandSamePlace(target);
    }

    private void DemandSamePlace(in RequestTarget target)
    {
        byte[] sent = [.. received.Method, (byte)' ', .. form.Span];
        Build(sent, hasHost: true, target.AuthorityBytes(received));
        Demand.True(TryParse(resent), "the target sent on makes no head");
        Fault? fault = RequestTarget.Read(resent, out RequestTarget again);
        Demand.True(fault is null, $"the target sent on is refused: {fault}");
        Demand.Same(target.AuthorityBytes(received), again.AuthorityBytes(resent), "the authority");
        Demand.Same(target.Authority, again.Authority, "what the authority means");
        Demand.Same(OriginForm(received, target), OriginForm(resent, again), "the origin form");
        resent.Release();
    }

    private static string OriginForm(RequestHead head, in RequestTarget target)
    {
        var pool = new BufferPool();
        var output = new ByteBuffer(pool);
        target.WriteOriginForm(head, output);
        string text = Encoding.Latin1.GetString(output.Span);
        output.Release();
        return text;
    }
}
