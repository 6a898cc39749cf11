namespace Proximity.Exchanges;

/// <summary>What <see cref="Spares{T}"/> keeps.</summary>
internal interface ISpare
{
    /// <summary>What it is made for; it serves nobody else.</summary>
    object Owner { get; }
}
