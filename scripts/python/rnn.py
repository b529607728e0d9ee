"""The Python twin of RnnTutorial: python rnn.py [--seed N]"""

import torch
from arguments import parse

args = parse()
torch.manual_seed(args.seed)

batch_size, seq_len, input_size, hidden_size, num_layers = 1, 3, 4, 2, 1

cell = torch.nn.RNN(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
inputs = torch.randn(seq_len, batch_size, input_size)
hidden = torch.zeros(num_layers, batch_size, hidden_size)

out, hidden = cell(inputs, hidden)

print("Output Size:", out.shape)
print("Output:", out)
print("Hidden Size:", hidden.shape)
print("Hidden:", hidden)
