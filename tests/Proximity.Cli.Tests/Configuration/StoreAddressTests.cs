using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

public class StoreAddressTests
{
    [Theory]
    [InlineData("postgres://proximity:secret@db.test:5433/flows", "postgres://proximity:***@db.test:5433/flows")]
    [InlineData("postgres://db.test/flows?sslmode=require", "postgres://db.test/flows")]
    [InlineData("postgres://u@db.test/flows?password=secret", "postgres://***@db.test/flows")]
    [InlineData("postgres://u:sec/ret@db.test/flows", "postgres://***")]
    [InlineData("postgres://u:secret@/flows", "postgres://***")]
    [InlineData("nats://secret@n1.test:4222", "nats://***@n1.test:4222")]
    [InlineData("nats://u:secret@n1.test,nats://v:secret@n2.test", "nats://u:***@n1.test,nats://v:***@n2.test")]
    [InlineData("nats://u:secret@n1.test,v:secret@n2.test", "nats://u:***@n1.test,nats://v:***@n2.test")]
    public void Password_IsNotShown(string address, string shown) => Assert.Equal(shown, StoreAddress.Shown(address));

    [Theory]
    [InlineData("flows.db")]
    [InlineData("C:\\flows@home.db")]
    [InlineData("/var/a:b@c.db")]
    public void File_IsShownAsItIs(string file) => Assert.Equal(file, StoreAddress.Shown(file));

    [Theory]
    [InlineData("PostgreSQL://h/d", "postgresql")]
    [InlineData("c://flows.db", null)]
    [InlineData("flows.db", null)]
    public void Scheme_HasTwoLettersOrMore(string text, string? scheme) => Assert.Equal(scheme, StoreAddress.SchemeOf(text));
}
