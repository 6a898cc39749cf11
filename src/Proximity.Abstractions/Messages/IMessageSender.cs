namespace Proximity;

/// <summary>Puts messages of one's own between those that pass in one direction.</summary>
internal interface IMessageSender
{
    /// <summary>Writes a message; false when the direction has ended, and nothing was sent.</summary>
    ValueTask<bool> SendAsync(ExchangeMessage message, CancellationToken cancellationToken);
}
