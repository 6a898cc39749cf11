using System.Buffers.Binary;

namespace Proximity.Content.Deflate;

/// <summary>The check sum of gzip (RFC 1952 §8), eight bytes at a time. The base library has it in a package only.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[][] Tables = MakeTables();

    private uint inverted;

    public readonly uint Value => inverted;

    public void Append(byte value)
    {
        uint state = ~inverted;
        inverted = ~(Tables[0][(byte)(state ^ value)] ^ (state >> 8));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = ~inverted;
        while (bytes.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = Tables[7][(byte)low] ^ Tables[6][(byte)(low >> 8)] ^ Tables[5][(byte)(low >> 16)] ^ Tables[4][low >> 24]
                ^ Tables[3][(byte)high] ^ Tables[2][(byte)(high >> 8)] ^ Tables[1][(byte)(high >> 16)] ^ Tables[0][high >> 24];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
        {
            state = Tables[0][(byte)(state ^ value)] ^ (state >> 8);
        }

        inverted = ~state;
    }

    /// <summary>The first table holds what a byte becomes; each further one, what it becomes with another zero byte behind it.</summary>
    private static uint[][] MakeTables()
    {
        uint[][] tables = [.. Enumerable.Range(0, 8).Select(_ => new uint[256])];
        for (uint value = 0; value < 256; value++)
        {
            uint state = value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state & 1) != 0 ? (state >> 1) ^ Polynomial : state >> 1;
            }

            tables[0][value] = state;
        }

        for (int table = 1; table < tables.Length; table++)
        {
            for (int value = 0; value < 256; value++)
            {
                uint before = tables[table - 1][value];
                tables[table][value] = tables[0][(byte)before] ^ (before >> 8);
            }
        }

        return tables;
    }
}
