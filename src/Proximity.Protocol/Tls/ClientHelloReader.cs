using System.Text;
using Proximity.Protocol.Targets;

namespace Proximity.Protocol.Tls;

/// <summary>Reads the body of a ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2).</summary>
internal ref struct ClientHelloReader
{
    private const int RandomBytes = 32;
    private const int MaxSessionIdBytes = 32;
    private const int MaxServerNameBytes = 255;
    private const int ServerNameType = 0;
    private const int AlpnType = 16;
    private const int PaddingType = 21;
    private const int PreSharedKeyType = 41;
    private const int EarlyDataType = 42;
    private const int VersionsType = 43;
    private const int CookieType = 44;
    private const int Tls12 = 0x0303;

    private string? serverName;
    private List<string>? protocols;
    private List<int>? versions;
    private List<int> seen;
    private string? problem;

    /// <summary>Null when it cannot be read, with the reason.</summary>
    public static ClientHello? Read(ReadOnlySpan<byte> body, out string? problem)
    {
        var reader = new ClientHelloReader { seen = [] };
        ClientHello? hello = reader.ReadBody(body);
        problem = hello is null ? reader.problem ?? "The ClientHello's parts do not fit into it (RFC 8446 §4.1.2)." : null;
        return hello;
    }

    private ClientHello? ReadBody(ReadOnlySpan<byte> body)
    {
        var reader = new TlsReader(body);
        if (!reader.TryNumber(out int version)
            || !reader.TryTake(RandomBytes, out _)
            || !reader.TryShortVector(out ReadOnlySpan<byte> session) || session.Length > MaxSessionIdBytes
            || !reader.TryVector(out ReadOnlySpan<byte> ciphers) || ciphers.IsEmpty || ciphers.Length % 2 != 0
            || !reader.TryShortVector(out ReadOnlySpan<byte> compressions) || compressions.IsEmpty)
        {
            return null;
        }

        // Before TLS 1.3 a hello may have no extensions at all.
        if (!reader.IsAtEnd && !(reader.TryVector(out ReadOnlySpan<byte> extensions) && reader.IsAtEnd && ReadExtensions(extensions)))
        {
            return null;
        }

        return new ClientHello(serverName, protocols ?? [], versions ?? [Math.Min(version, Tls12)], protocols is not null, Fingerprint(ciphers));
    }

    private bool ReadExtensions(ReadOnlySpan<byte> extensions)
    {
        var reader = new TlsReader(extensions);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryNumber(out int type) || !reader.TryVector(out ReadOnlySpan<byte> content))
            {
                return false;
            }

            bool isGood = type switch
            {
                ServerNameType => ReadServerName(content),
                AlpnType => ReadProtocols(content),
                VersionsType => ReadVersions(content),
                _ => true,
            };
            if (!isGood || (type is ServerNameType or AlpnType or VersionsType && seen.Contains(type)))
            {
                problem ??= "An extension of the ClientHello is malformed or stands there twice (RFC 8446 §4.2).";
                return false;
            }

            seen.Add(type);
        }

        return true;
    }

    private bool ReadServerName(ReadOnlySpan<byte> content)
    {
        var list = new TlsReader(content);
        if (!list.TryVector(out ReadOnlySpan<byte> names) || !list.IsAtEnd)
        {
            return false;
        }

        // One name of the one type there is. Another one would leave it to the reader which is meant.
        var reader = new TlsReader(names);
        if (!reader.TryByte(out int type) || type != 0 || !reader.TryVector(out ReadOnlySpan<byte> name) || !reader.IsAtEnd)
        {
            return false;
        }

        bool isHost = Authority.TryParse(name, defaultPort: 443, out Authority authority) && authority.HostLength == name.Length;
        serverName = isHost ? Encoding.ASCII.GetString(name.TrimEnd((byte)'.')) : null;

        // Some clients send an IPv6 address, which is no host name (RFC 6066 §3). What names no host counts as no name at all, and is sent to nobody. A name that TLS itself
        // cannot take is a fault: the handshake would fail.
        return isHost || (name.Length is > 0 and <= MaxServerNameBytes && !name.Contains((byte)0));
    }

    private bool ReadProtocols(ReadOnlySpan<byte> content)
    {
        var list = new TlsReader(content);
        if (!list.TryVector(out ReadOnlySpan<byte> names) || !list.IsAtEnd)
        {
            return false;
        }

        protocols = [];
        var reader = new TlsReader(names);
        while (reader.TryShortVector(out ReadOnlySpan<byte> name) && !name.IsEmpty)
        {
            protocols.Add(Encoding.Latin1.GetString(name));
        }

        return reader.IsAtEnd && protocols.Count > 0;
    }

    private bool ReadVersions(ReadOnlySpan<byte> content)
    {
        var list = new TlsReader(content);
        if (!list.TryShortVector(out ReadOnlySpan<byte> numbers) || !list.IsAtEnd)
        {
            return false;
        }

        versions = [];
        var reader = new TlsReader(numbers);
        while (reader.TryNumber(out int version))
        {
            if (!IsGrease(version))
            {
                versions.Add(version);
            }
        }

        return reader.IsAtEnd && numbers.Length > 0;
    }

    /// <summary>Over the cipher suites in order and the extensions in none, since some clients shuffle them. What changes with host and session is left out.</summary>
    private readonly ulong Fingerprint(ReadOnlySpan<byte> ciphers)
    {
        ulong hash = 14695981039346656037;
        var reader = new TlsReader(ciphers);
        while (reader.TryNumber(out int cipher))
        {
            hash = IsGrease(cipher) ? hash : Mix(hash, cipher);
        }

        seen.Sort();
        foreach (int type in seen)
        {
            bool varies = IsGrease(type) || type is ServerNameType or PaddingType or PreSharedKeyType or EarlyDataType or CookieType;
            hash = varies ? hash : Mix(hash, type);
        }

        return protocols is null ? hash : protocols.Aggregate(hash, (mixed, name) => name.Aggregate(Mix(mixed, name.Length), (inner, letter) => Mix(inner, letter)));
    }

    /// <summary>FNV-1a over the two bytes of a number.</summary>
    private static ulong Mix(ulong hash, int number)
    {
        hash = (hash ^ (ulong)(number >> 8)) * 1099511628211;
        return (hash ^ (ulong)(number & 0xff)) * 1099511628211;
    }

    /// <summary>A value that is there to be ignored (RFC 8701).</summary>
    private static bool IsGrease(int value) => (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}
