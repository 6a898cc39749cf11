namespace Proximity.Exchanges;

/// <summary>What a client's connection has done.</summary>
/// <param name="Requests">How many requests it has brought.</param>
/// <param name="RequestBytes">The bytes that came from the client.</param>
/// <param name="ResponseBytes">The bytes that went to it.</param>
internal readonly record struct ConnectionTotals(long Requests, long RequestBytes, long ResponseBytes)
{
    public static ConnectionTotals operator +(ConnectionTotals one, ConnectionTotals other) => new(
        one.Requests + other.Requests, one.RequestBytes + other.RequestBytes, one.ResponseBytes + other.ResponseBytes);
}
