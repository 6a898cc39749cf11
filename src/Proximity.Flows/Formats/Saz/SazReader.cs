using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Proximity.Flows;

namespace Proximity.Formats.Saz;

/// <summary>
/// Reads SAZ archives. The index of a ZIP stands at its end, so that a stream that cannot seek is taken into memory first; of the sessions
/// one is held at a time.
/// </summary>
internal sealed class SazReader : IFlowReader
{
    private const string Folder = "raw/";

    /// <summary>How macOS begins the names of what it packs beside each file.</summary>
    private const string HiddenPrefix = "._";

    /// <summary>What an entry says of its own size is not believed: more is not unpacked.</summary>
    private const int MaxEntryBytes = 256 * 1024 * 1024;

    public async IAsyncEnumerable<Flow> ReadAsync(
        Stream stream,
        FormatLosses losses,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream seekable = stream.CanSeek ? Stream.Null : new MemoryStream();
        if (!stream.CanSeek)
        {
            await stream.CopyToAsync(seekable, cancellationToken);
        }

        using ZipArchive archive = Open(stream.CanSeek ? stream : seekable);
        long lastId = 0;
        SazSession[] sessions = [.. SessionsOf(archive)];
        if (sessions.Length == 0 && !IsEmptyArchive(archive))
        {
            throw new FlowFormatException("It is a ZIP archive, but has no session such as raw/1_c.txt.");
        }

        foreach (SazSession session in sessions)
        {
            if (Read(session, losses) is { } parts)
            {
                yield return FlowFactory.Create(parts with { Id = ++lastId });
            }
        }
    }

    private static ZipArchive Open(Stream stream)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            _ = archive.Entries.Count;
            return archive;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw new FlowFormatException($"The file is no ZIP archive: {exception.Message}", exception);
        }
    }

    /// <summary>The sessions by their numbers, whatever the order of the archive and however many digits there are.</summary>
    private static IEnumerable<SazSession> SessionsOf(ZipArchive archive)
    {
        Dictionary<string, SazSession> sessions = new(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string name = entry.FullName.Replace('\\', '/');
            int number = name.LastIndexOf('/') + 1;
            int end = name.LastIndexOf('_');
            if (end <= number || !IsFolder(name.AsSpan(0, number)) || name.AsSpan(number).StartsWith(HiddenPrefix))
            {
                continue;
            }

            string key = name[..end];
            SazSession known = sessions.GetValueOrDefault(key) ?? new SazSession(key, name[number..end]);
            sessions[key] = name[(end + 1)..].ToLowerInvariant() switch
            {
                "c.txt" => known with { Request = entry },
                "s.txt" => known with { Response = entry },
                "m.xml" => known with { Metadata = entry },
                _ => known,
            };
        }

        return sessions.Values.OrderBy(session => session.Number).ThenBy(session => session.Key, StringComparer.Ordinal);
    }

    /// <summary>The folder of sessions, also within another folder: somebody packed it again.</summary>
    private static bool IsFolder(ReadOnlySpan<char> path)
        => path.EndsWith(Folder, StringComparison.OrdinalIgnoreCase) && (path.Length == Folder.Length || path[^(Folder.Length + 1)] == '/');

    /// <summary>True for an archive of no sessions: it has the entries of one, and no other.</summary>
    private static bool IsEmptyArchive(ZipArchive archive)
        => archive.Entries.All(entry => entry.FullName is "[Content_Types].xml" or "_index.htm" or "raw/");

    private static FlowParts? Read(SazSession session, FormatLosses losses)
    {
        if (session.Request is null || IsEncrypted(session.Request) || IsEncrypted(session.Response))
        {
            losses.Add(session.Request is null ? SazLosses.NoRequest : SazLosses.Encrypted);
            return null;
        }

        try
        {
            SazMetadata metadata = session.Metadata is { } entry ? SazMetadata.Read(new MemoryStream(Unpack(entry))) : new SazMetadata();
            if (SazMessage.ReadRequest(Unpack(session.Request)) is not { } request)
            {
                losses.Add(SazLosses.NoRequest);
                return null;
            }

            MessageParts? response = session.Response is { } answer ? SazMessage.ReadResponse(Unpack(answer), request.First) : null;
            return ToParts(metadata, request, response);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw new FlowFormatException($"Session {session.Key} cannot be unpacked: {exception.Message}", exception);
        }
    }

    private static FlowParts ToParts(SazMetadata metadata, MessageParts request, MessageParts? response) => new()
    {
        Timestamp = metadata.Begun ?? DateTimeOffset.UnixEpoch,
        ClientIP = metadata.ClientIP,
        ClientProcess = metadata.Program,
        Request = request,
        Response = response,
        Duration = metadata.Duration,
        Timings = metadata.Timings,
        ErrorCode = response is null || metadata.Error is not null
            ? FailureCode.Of(metadata.Error ?? string.Empty, response is not null)
            : null,
        Details = new FlowDetails
        {
            OriginAddress = metadata.OriginAddress,
            Tls = metadata.Tls,
            WireBodyBytes = response?.Body is { State: FlowBodyState.Complete } body ? body.TotalBytes : null,
            Comment = metadata.Comment,
            Mark = metadata.Mark,
            Error = metadata.Error,
        },
    };

    private static bool IsEncrypted(ZipArchiveEntry? entry) => entry is { IsEncrypted: true };

    private static byte[] Unpack(ZipArchiveEntry entry)
    {
        using Stream packed = entry.Open();
        using var unpacked = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = packed.Read(buffer)) > 0)
        {
            unpacked.Write(buffer, 0, read);
            if (unpacked.Length > MaxEntryBytes)
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture, $"an entry has more than {MaxEntryBytes} bytes"));
            }
        }

        return unpacked.ToArray();
    }

    /// <summary>What the base library throws for archives that are none.</summary>
    private static bool IsBroken(Exception exception)
        => exception is InvalidDataException or NotSupportedException or ArgumentException or EndOfStreamException or IOException
            && exception is not FlowFormatException;
}
