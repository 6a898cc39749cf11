using System.IO.Compression;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Reads an event stream, block by block.</summary>
internal sealed class EventReader(StreamReader lines) : IAsyncDisposable
{
    public static async Task<EventReader> OpenAsync(HttpResponseMessage response, bool isCoded)
    {
        Stream body = await response.Content.ReadAsStreamAsync();
        return new EventReader(new StreamReader(isCoded ? new GZipStream(body, CompressionMode.Decompress) : body));
    }

    public static async Task<string> GunzipAsync(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return await reader.ReadToEndAsync();
    }

    public async Task<List<string>> BlockAsync()
    {
        var block = new List<string>();
        while (await lines.ReadLineAsync().WithinStep() is { Length: > 0 } line)
        {
            block.Add(line);
        }

        return block;
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        return default;
    }
}
