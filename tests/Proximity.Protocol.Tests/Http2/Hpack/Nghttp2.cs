using System.Runtime.InteropServices;
using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Tests.Http2.Hpack;

/// <summary>HPACK by libnghttp2, which comes with curl.</summary>
internal static class Nghttp2
{
    private const string Library = "libnghttp2.so.14";
    private const byte NoIndex = 1;
    private const int Final = 1;
    private const int Emit = 2;

    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>One direction's encoder.</summary>
    internal sealed class Encoder : IDisposable
    {
        private readonly nint deflater;

        public Encoder() => Assert.Equal(0, DeflateNew(out deflater, 4096));

        public void Resize(int size) => Assert.Equal(0, DeflateResize(deflater, (nuint)size));

        public byte[] Encode(FieldList fields)
        {
            using var memory = new NativeMemoryOf(fields);
            byte[] output = new byte[100_000];
            nint written = Deflate(deflater, output, (nuint)output.Length, memory.Pairs, (nuint)fields.Count);
            Assert.InRange(written, 0, output.Length);
            return output[..(int)written];
        }

        public void Dispose() => DeflateDelete(deflater);
    }

    /// <summary>One direction's decoder.</summary>
    internal sealed class Decoder : IDisposable
    {
        private readonly nint inflater;

        public Decoder() => Assert.Equal(0, InflateNew(out inflater));

        /// <summary>The fields, or null when the block is refused.</summary>
        public FieldList? Decode(ReadOnlySpan<byte> block)
        {
            byte[] bytes = block.ToArray();
            var fields = new FieldList(new BufferPool());
            int flags = 0;
            for (int at = 0; (flags & Final) == 0;)
            {
                nint used = Inflate(inflater, out Pair pair, out flags, bytes[at..], (nuint)(bytes.Length - at), 1);
                if (used < 0)
                {
                    return null;
                }

                at += (int)used;
                if ((flags & Emit) != 0)
                {
                    fields.Add(Copy(pair.Name, pair.NameLength), Copy(pair.Value, pair.ValueLength), (pair.Flags & NoIndex) != 0);
                }
            }

            Assert.Equal(0, InflateEnd(inflater));
            return fields;
        }

        public void Dispose() => InflateDelete(inflater);

        private static byte[] Copy(nint bytes, nuint length)
        {
            byte[] copy = new byte[(int)length];
            Marshal.Copy(bytes, copy, 0, copy.Length);
            return copy;
        }
    }

    private sealed class NativeMemoryOf : IDisposable
    {
        private readonly List<GCHandle> pinned = [];

        public NativeMemoryOf(FieldList fields)
        {
            Pairs = new Pair[fields.Count];
            for (int index = 0; index < fields.Count; index++)
            {
                (byte[] name, byte[] value) = (fields.Name(index).ToArray(), fields.Value(index).ToArray());
                Pairs[index] = new Pair
                {
                    Name = Pin(name),
                    Value = Pin(value),
                    NameLength = (nuint)name.Length,
                    ValueLength = (nuint)value.Length,
                    Flags = fields.IsNeverIndexed(index) ? NoIndex : (byte)0,
                };
            }
        }

        public Pair[] Pairs { get; }

        public void Dispose() => pinned.ForEach(handle => handle.Free());

        private nint Pin(byte[] bytes)
        {
            pinned.Add(GCHandle.Alloc(bytes, GCHandleType.Pinned));
            return pinned[^1].AddrOfPinnedObject();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public nint Name;
        public nint Value;
        public nuint NameLength;
        public nuint ValueLength;
        public byte Flags;
    }

    [DllImport(Library, EntryPoint = "nghttp2_hd_deflate_new")]
    private static extern int DeflateNew(out nint deflater, nuint maxTableSize);

    [DllImport(Library, EntryPoint = "nghttp2_hd_deflate_change_table_size")]
    private static extern int DeflateResize(nint deflater, nuint size);

    [DllImport(Library, EntryPoint = "nghttp2_hd_deflate_hd")]
    private static extern nint Deflate(nint deflater, [Out] byte[] output, nuint outputLength, [In] Pair[] pairs, nuint pairCount);

    [DllImport(Library, EntryPoint = "nghttp2_hd_deflate_del")]
    private static extern void DeflateDelete(nint deflater);

    [DllImport(Library, EntryPoint = "nghttp2_hd_inflate_new")]
    private static extern int InflateNew(out nint inflater);

    [DllImport(Library, EntryPoint = "nghttp2_hd_inflate_hd2")]
    private static extern nint Inflate(nint inflater, out Pair pair, out int flags, [In] byte[] input, nuint length, int isFinal);

    [DllImport(Library, EntryPoint = "nghttp2_hd_inflate_end_headers")]
    private static extern int InflateEnd(nint inflater);

    [DllImport(Library, EntryPoint = "nghttp2_hd_inflate_del")]
    private static extern void InflateDelete(nint inflater);
}
