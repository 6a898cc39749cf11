using System.Net.Sockets;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public class StartFailureTests
{
    [Theory]
    [InlineData(SocketError.AddressAlreadyInUse, "Port 81 is already in use on ::1. Choose another with --port, or let the system choose with --ephemeral-port.")]
    [InlineData(SocketError.AccessDenied, "Listening on port 81 is not allowed on ::1. Ports below 1024 usually need more rights; choose another with --port.")]
    [InlineData(SocketError.AddressNotAvailable, "::1 is not an address of this machine. Choose another with --bind.")]
    public void KnownSocketError_NamesThePortAndTheWayOut(SocketError error, string sentence)
    {
        var failure = new InvalidOperationException("bind failed", new SocketException((int)error));

        Assert.Equal(sentence, StartFailure.Sentence(failure, new Settings { Port = 81, Bind = "::1" }));
    }

    [Fact]
    public void AnyOtherFailure_SpeaksForItself() => Assert.Equal("as said", StartFailure.Sentence(new InvalidOperationException("as said"), new Settings()));
}
