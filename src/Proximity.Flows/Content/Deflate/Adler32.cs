namespace Proximity.Content.Deflate;

/// <summary>The check sum of zlib's format (RFC 1950 §8.2).</summary>
internal struct Adler32
{
    private const uint Modulus = 65521;

    /// <summary>So many bytes can be added up in 32 bits before the rest has to be taken.</summary>
    private const int Stretch = 5552;

    private uint sum;
    private uint sumOfSums;

    public Adler32() => sum = 1;

    public readonly uint Value => (sumOfSums << 16) | sum;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> stretch = bytes[..Math.Min(Stretch, bytes.Length)];
            foreach (byte value in stretch)
            {
                sum += value;
                sumOfSums += sum;
            }

            sum %= Modulus;
            sumOfSums %= Modulus;
            bytes = bytes[stretch.Length..];
        }
    }
}
