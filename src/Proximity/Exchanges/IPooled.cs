namespace Proximity.Exchanges;

/// <summary>What <see cref="ThreadLocalPool{T}"/> keeps.</summary>
internal interface IPooled
{
    /// <summary>What it is made for; it serves nobody else.</summary>
    object Owner { get; }
}
