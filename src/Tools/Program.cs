Console.Error.WriteLine("usage: sockets <verb> <uri>");
return 2;
